/**
 * How Mixline's values stand on the wire: Avro records, framed so that a reader knows the schema that wrote them. The
 * only package that sees the generated Avro classes. Everything here is immutable and thread-safe.
 */
@NullMarked
package io.mixline.schemas.codec;

import org.jspecify.annotations.NullMarked;
