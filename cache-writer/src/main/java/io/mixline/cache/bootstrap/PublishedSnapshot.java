package io.mixline.cache.bootstrap;

import java.nio.file.Path;

/** A snapshot whose manifest is whole. */
public record PublishedSnapshot(Path directory, SnapshotManifest manifest) {}
