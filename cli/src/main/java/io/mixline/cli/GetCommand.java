package io.mixline.cli;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostProgress;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.cache.server.CacheDescription;
import io.mixline.cli.smoke.TokenMatrix;
import io.mixline.cli.terminal.Table;
import io.mixline.cli.terminal.Texts;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.HostDescription;
import io.mixline.client.HostDescription.HeldModel;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mixline get}: what a cache holds of items. */
@Command(
        name = "get",
        description = "Shows what a cache host holds of items, under every model that it has embeddings of.",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

    private static final int NUMBERS_SHOWN = 8;
    private static final int MISSING_TOLD = 20;
    private static final int ID_TOLD = 60;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Item ids.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private HostOptions host = new HostOptions();

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            description = "Reads a cache's directory instead, which no running host may have open.")
    private @Nullable Path directory;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        LogDestination.quiet();
        if (directory == null) {
            ofHost();
        } else {
            ofDirectory(directory);
        }
        return 0;
    }

    private static String told(List<String> missing) {
        String first = missing.stream()
                .limit(MISSING_TOLD)
                .map(id -> Texts.cut(id, ID_TOLD))
                .collect(Collectors.joining(", "));
        return missing.size() <= MISSING_TOLD ? first : first + " and " + (missing.size() - MISSING_TOLD) + " more";
    }

    private void ofHost() {
        try (GrpcEmbeddingReader reader = host.connect()) {
            show(reader, reader.describe());
        }
    }

    private void ofDirectory(Path path) {
        if (!Files.isDirectory(path)) {
            throw new InvalidConfigurationException("cache", List.of(path + " (expected: a cache's directory)"));
        }
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(path)) {
            HostProgress progress = HostProgress.complete();
            show(
                    new LocalEmbeddingReader(cache, progress),
                    new CacheDescription(path.toString(), cache, progress).describe());
        }
    }

    private void show(EmbeddingReader reader, HostDescription described) {
        List<ItemId> items = ids.stream().map(ItemId::new).toList();
        List<EmbeddingBatch> batches = new ArrayList<>();
        for (HeldModel held : described.models()) {
            if (held.shape().isPresent()) {
                batches.add(reader.read(ReadRequest.current(held.model().space(), items)
                        .accepting(Set.of(held.model().fingerprint()))
                        .with(ReadExtra.SHORT_TEXTS)));
            }
        }
        List<String> missing = new ArrayList<>();
        for (int item = 0; item < items.size(); item++) {
            if (!show(item, batches)) {
                missing.add(ids.get(item));
            }
        }
        if (!missing.isEmpty()) {
            throw new CommandFailedException(missing.size() + " of " + ids.size() + " ids not found: " + told(missing)
                    + (described.ready() ? "" : "; the host is not ready, and may not have read all yet"));
        }
    }

    private boolean show(int item, List<EmbeddingBatch> batches) {
        PrintWriter out = spec.commandLine().getOut();
        boolean there = false;
        for (EmbeddingBatch batch : batches) {
            if (batch.status(item) != ItemStatus.MISS) {
                show(batch, item, out);
                there = true;
            }
        }
        if (!there) {
            out.println(ids.get(item) + ": MISS");
        }
        return there;
    }

    private static void show(EmbeddingBatch batch, int item, PrintWriter out) {
        EmbeddingRow row = batch.row(item);
        out.println(row.itemId() + ": " + row.status());
        Table lines = new Table(Table.Align.LEFT, Table.Align.LEFT)
                .row("  version", String.valueOf(row.version()))
                .row("  changed", String.valueOf(row.changedAt()))
                .row("  space", batch.model().space().toString())
                .row("  fingerprint", batch.model().fingerprint().toString());
        if (row.status().hasTokens()) {
            lines.row("  shape", batch.itemShape().toString()).row("  numbers", numbers(batch, item));
        }
        if (row.shortText() != null) {
            lines.row("  text", row.shortText());
        }
        lines.lines().forEach(out::println);
    }

    private static String numbers(EmbeddingBatch batch, int item) {
        float[] values = TokenMatrix.read(batch.itemShape(), batch.tokens(item)).values();
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < Math.min(NUMBERS_SHOWN, values.length); i++) {
            numbers.append(String.format(Locale.ROOT, "%.4f ", values[i]));
        }
        return numbers + (values.length > NUMBERS_SHOWN ? "..." : "");
    }
}
