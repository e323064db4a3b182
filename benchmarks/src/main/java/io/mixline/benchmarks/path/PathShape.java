package io.mixline.benchmarks.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What one run of the comparison is asked to do, by system properties: {@code path.changes}, {@code path.items}, {@code
 * path.warmups}, {@code path.pairs}, {@code path.partitions}, {@code path.parallelism}, {@code path.tokens}, {@code
 * path.dimension}, {@code path.checkpointSeconds}.
 *
 * @param parallelism subtasks of each step of the job
 * @param checkpoints time between them
 */
record PathShape(
        int changes,
        int items,
        Rounds rounds,
        int partitions,
        int parallelism,
        TokenShape tokens,
        Duration checkpoints) {

    /** Pairs that count, and those before them that do not. */
    record Rounds(int warmups, int pairs) {}

    /** Of an item, in half precision. */
    record TokenShape(int tokens, int dimension) {}

    static PathShape ofProperties() {
        return new PathShape(
                Integer.getInteger("path.changes", 1_000_000),
                Integer.getInteger("path.items", 100_000),
                new Rounds(Integer.getInteger("path.warmups", 2), Integer.getInteger("path.pairs", 5)),
                Integer.getInteger("path.partitions", 4),
                Integer.getInteger("path.parallelism", 1),
                new TokenShape(Integer.getInteger("path.tokens", 1), Integer.getInteger("path.dimension", 1_024)),
                Duration.ofSeconds(Integer.getInteger("path.checkpointSeconds", 10)));
    }

    /** Writes a bundle of the hashing encoder, under a model version of its own. */
    Path writeBundle(Path directory, String modelVersion) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("bundle.yaml"), """
                modelVersion: %s
                embeddingSpace: %s
                engine: hashing
                text:
                  maxTextTokens: 512
                tokensPerItem: %d
                dimension: %d
                dtype: FLOAT16
                templates:
                  itemText: |
                    {title}
                    {company, location}
                    Skills: {skills}
                    {attributes.*}
                    {description}
                  shortText: "{title, company, location}"
                """.formatted(
                        modelVersion, PublishedChanges.SPACE.name(), tokens.tokens(), tokens.dimension()));
        return directory;
    }
}
