/**
 * Which fields of a source's Avro records make an item change: the format of {@code source.yaml}, parsed and checked.
 */
@NullMarked
package io.mixline.schemas.source;

import org.jspecify.annotations.NullMarked;
