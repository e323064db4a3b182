package io.mixline.encoder.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mixline.encoder.pooling.NumberConversion;
import io.mixline.encoder.pooling.Pooling;
import io.mixline.encoder.text.TextTemplate;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.config.BoundedYaml;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a manifest whole and notes every problem, then either gives it or throws them all. */
final class ManifestReader {

    /** A file of more bytes has more characters than {@link BoundedYaml} takes, and is not read for that. */
    private static final long MAX_BYTES = 4L * BoundedYaml.MAX_CHARACTERS;

    private final Path directory;
    private final List<String> problems = new ArrayList<>();

    private ManifestReader(Path directory) {
        this.directory = directory;
    }

    static BundleManifest read(Path directory) {
        ManifestReader reader = new ManifestReader(directory);
        Optional<BundleManifest> manifest = reader.tree().flatMap(reader::manifest);
        if (manifest.isEmpty() || !reader.problems.isEmpty()) {
            throw new InvalidConfigurationException(
                    directory.resolve(BundleManifest.FILE_NAME).toString(), reader.problems);
        }
        return manifest.get();
    }

    private Optional<JsonNode> tree() {
        Path file = directory.resolve(BundleManifest.FILE_NAME);
        if (!Files.isRegularFile(file)) {
            problems.add(BundleManifest.FILE_NAME + ": absent (expected: a file in " + directory + ")");
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.add(
                        BundleManifest.FILE_NAME + ": " + Files.size(file) + " bytes (expected: <= " + MAX_BYTES + ")");
                return Optional.empty();
            }
            JsonNode tree = BoundedYaml.tree(Files.readString(file));
            if (tree.isObject()) {
                return Optional.of(tree);
            }
            problems.add(BundleManifest.FILE_NAME + ": no mapping (expected: keys and values)");
        } catch (JsonProcessingException e) {
            problems.add(BundleManifest.FILE_NAME + ": " + BoundedYaml.told(e) + " (expected: YAML)");
        } catch (CharacterCodingException e) {
            problems.add(BundleManifest.FILE_NAME + ": not UTF-8 (expected: YAML in UTF-8)");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return Optional.empty();
    }

    private Optional<BundleManifest> manifest(JsonNode tree) {
        ManifestNode root = new ManifestNode(tree, "", problems);
        Optional<ModelVersion> version = root.parsed("modelVersion", root.text("modelVersion"), ModelVersion::new);
        Optional<EmbeddingSpace> space =
                root.parsed("embeddingSpace", root.text("embeddingSpace"), EmbeddingSpace::new);
        Optional<EncoderEngine> engine = root.requiredOneOf("engine", EncoderEngine.values(), EncoderEngine::key);
        Optional<ModelGraph> graph = graph(root, engine);
        Optional<TextLimits> limits = limits(root.child("text"), engine);
        Optional<EmbeddingShape> shape = shape(root);
        Optional<Pooling> pooling = pooling(root.child("pooling"), engine, shape);
        Optional<BundleTemplates> templates = templates(root.child("templates"));
        root.end();
        if (pooling.isPresent() && pooling.get() == Pooling.IN_GRAPH && limits.isPresent() && graph.isPresent()) {
            oneWindow(limits.get());
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new BundleManifest(
                new BundleNames(version.orElseThrow(), space.orElseThrow()),
                engine.orElseThrow(),
                graph.orElse(null),
                limits.orElseThrow(),
                pooling.orElseThrow(),
                shape.orElseThrow(),
                templates.orElseThrow()));
    }

    private Optional<ModelGraph> graph(ManifestNode root, Optional<EncoderEngine> engine) {
        boolean wanted = engine.map(EncoderEngine::hasModelFiles).orElse(root.has("model"));
        ManifestNode node = root.child("model");
        if (!wanted) {
            if (root.has("model")) {
                root.problem("model", "present", "absent for an engine without a model");
            }
            return Optional.empty();
        }
        Optional<String> file = file(node, "file");
        Optional<String> tokenizer = file(node, "tokenizer");
        ManifestNode inputs = node.child("inputs");
        Optional<String> tokenIds = inputs.text("tokenIds");
        Optional<String> attentionMask = inputs.text("attentionMask");
        Optional<String> typeIds = inputs.optionalText("typeIds");
        inputs.end();
        Optional<String> output = node.text("output");
        node.end();
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ModelGraph(
                file.orElseThrow(),
                tokenizer.orElseThrow(),
                new GraphInputs(tokenIds.orElseThrow(), attentionMask.orElseThrow(), typeIds.orElse(null)),
                output.orElseThrow()));
    }

    /** The name of a file of the bundle that is there and has bytes. */
    private Optional<String> file(ManifestNode node, String key) {
        Optional<String> name = node.text(key);
        name.ifPresent(given -> {
            if (given.indexOf('\0') >= 0) { // no path can have it
                node.problem(key, "a name with a zero", "a file inside " + directory);
                return;
            }
            Path file = directory.resolve(given).normalize();
            if (!file.startsWith(directory.normalize())) {
                node.problem(key, given, "a file inside " + directory);
            } else if (!Files.isRegularFile(file) || file.toFile().length() == 0) {
                node.problem(key, given, "a file with bytes in " + directory);
            }
        });
        return name;
    }

    private Optional<TextLimits> limits(ManifestNode node, Optional<EncoderEngine> engine) {
        Optional<Integer> maxTextTokens = node.positive("maxTextTokens");
        boolean windowed = engine.map(EncoderEngine::hasModelFiles).orElse(true);
        Optional<Integer> window = windowed || node.has("window") ? node.positive("window") : maxTextTokens;
        Optional<Truncation> truncation = node.oneOf("truncation", Truncation.values(), Enum::name);
        node.end();
        if (maxTextTokens.isEmpty() || window.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TextLimits(maxTextTokens.get(), window.get(), truncation.orElse(Truncation.HEAD)));
    }

    private void oneWindow(TextLimits limits) {
        if (limits.maxTextTokens() >= limits.window()) {
            problems.add("text.maxTextTokens: " + limits.maxTextTokens() + " (expected: < text.window "
                    + limits.window() + ", since a graph with its own pooling reads a text in one window)");
        }
    }

    private Optional<EmbeddingShape> shape(ManifestNode root) {
        Optional<Integer> tokens = root.positive("tokensPerItem");
        Optional<Integer> dimension = root.positive("dimension");
        Optional<EmbeddingDtype> dtype = root.requiredOneOf("dtype", EmbeddingDtype.values(), Enum::name);
        if (dtype.isPresent() && !NumberConversion.supports(dtype.get())) {
            root.problem("dtype", dtype.get(), "FLOAT16, BFLOAT16 or FLOAT32");
        }
        if (tokens.isEmpty() || dimension.isEmpty() || dtype.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EmbeddingShape(tokens.get(), dimension.get(), dtype.get()));
        } catch (ArithmeticException e) {
            root.problem(
                    "tokensPerItem",
                    tokens.get() + " of dimension " + dimension.get(),
                    "fewer than 2^31 bytes an item");
            return Optional.empty();
        }
    }

    private Optional<Pooling> pooling(
            ManifestNode node, Optional<EncoderEngine> engine, Optional<EmbeddingShape> shape) {
        Optional<Pooling> only = engine.flatMap(EncoderEngine::onlyPooling);
        Optional<Pooling> named = only.isPresent()
                ? node.oneOf("kind", Pooling.values(), Enum::name)
                : node.requiredOneOf("kind", Pooling.values(), Enum::name);
        node.end();
        if (only.isPresent() && named.isPresent() && !only.equals(named)) {
            node.problem("kind", named.get(), only.get() + " or absent for this engine");
        }
        Optional<Pooling> pooling = named.or(() -> only);
        if (pooling.isPresent() && shape.isPresent()) {
            int tokens = shape.get().tokens();
            pooling.get()
                    .expectedTokens(tokens)
                    .ifPresent(expected -> problems.add("tokensPerItem: " + tokens + " (expected: " + expected + ")"));
        }
        return pooling;
    }

    private Optional<BundleTemplates> templates(ManifestNode node) {
        Optional<TextTemplate> itemText = node.parsed("itemText", node.text("itemText"), TextTemplate::parse);
        Optional<TextTemplate> shortText =
                node.parsed("shortText", node.optionalText("shortText"), TextTemplate::parse);
        node.end();
        return itemText.map(template -> new BundleTemplates(template, shortText.orElse(null)));
    }
}
