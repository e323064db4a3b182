package io.mixline.cli;

import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.PackedRead;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.cli.config.ConfigurationOptions;
import io.mixline.cli.smoke.TokenMatrix;
import io.mixline.cli.terminal.Table;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mixline get}: what a cache directory holds of items. */
@Command(
        name = "get",
        description =
                "Shows what a cache's directory holds of items, under every model. The directory must not be open in a"
                        + " running host.",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

    private static final int NUMBERS_SHOWN = 8;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Item ids.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            description = "The cache's; else cache.directory is meant.")
    private @Nullable Path directory;

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        LogDestination.quiet();
        PrintWriter out = spec.commandLine().getOut();
        boolean allThere = true;
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory());
                CacheSnapshot snapshot = cache.snapshot()) {
            for (String id : ids) {
                boolean there = false;
                for (CachedModel model : snapshot.models()) {
                    there |= show(new ItemId(id), model, snapshot, out);
                }
                if (!there) {
                    out.println(id + ": MISS");
                    allThere = false;
                }
            }
        }
        return allThere ? 0 : OneLineErrors.FAILED;
    }

    private Path directory() {
        Path path = directory == null
                ? Path.of(options.load()
                        .settings(CommandSettings.get(), CommandSettings.all())
                        .get(CommandSettings.CACHE_DIRECTORY))
                : directory;
        if (!Files.isDirectory(path)) {
            throw new InvalidConfigurationException("cache", List.of(path + " (expected: a cache's directory)"));
        }
        return path;
    }

    private static boolean show(ItemId id, CachedModel model, CacheSnapshot snapshot, PrintWriter out) {
        ItemMetadata item =
                snapshot.metadata(model.model().fingerprint(), List.of(id)).get(0);
        if (item == null) {
            return false;
        }
        out.println(id + ": " + (item.text() == null ? "DELETED" : "HIT"));
        Table lines = new Table(Table.Align.LEFT, Table.Align.LEFT)
                .row("  version", item.order().toString())
                .row("  changed", item.origin().changedAt().toString())
                .row("  space", model.model().space().toString())
                .row("  fingerprint", model.model().fingerprint().toString());
        EmbeddingShape shape = model.shape();
        ItemMetadata.Text text = item.text();
        if (text != null && shape != null) {
            lines.row("  shape", shape.toString()).row("  numbers", numbers(id, model, shape, snapshot));
            if (text.shortText() != null) {
                lines.row("  text", text.shortText());
            }
        }
        lines.lines().forEach(out::println);
        return true;
    }

    private static String numbers(ItemId id, CachedModel model, EmbeddingShape shape, CacheSnapshot snapshot) {
        PackedRead read =
                new PackedRead(ReadRequest.current(model.model().space(), List.of(id)), shape, TokenMemory.FRESH);
        snapshot.read(model.model().fingerprint(), read);
        EmbeddingBatch item = read.batch(model.model(), Duration.ZERO);
        float[] values = TokenMatrix.read(shape, item.tokens(0)).values();
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < Math.min(NUMBERS_SHOWN, values.length); i++) {
            numbers.append(String.format(Locale.ROOT, "%.4f ", values[i]));
        }
        return numbers + (values.length > NUMBERS_SHOWN ? "..." : "");
    }
}
