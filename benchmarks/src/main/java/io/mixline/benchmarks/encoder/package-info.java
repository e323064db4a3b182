/** What the encoder reaches, beside what else encodes on the JVM. */
@NullMarked
package io.mixline.benchmarks.encoder;

import org.jspecify.annotations.NullMarked;
