/** The whole path from Kafka to readable, beside loops that do less. */
@NullMarked
package io.mixline.benchmarks.path;

import org.jspecify.annotations.NullMarked;
