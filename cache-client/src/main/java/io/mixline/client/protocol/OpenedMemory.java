package io.mixline.client.protocol;

import io.mixline.schemas.Hash128;
import java.nio.file.Path;

/**
 * Memory that a host has made for a caller on its machine.
 *
 * @param file absolute, to be mapped
 * @param key to name it by in reads
 */
public record OpenedMemory(Path file, Hash128 key) {}
