/** The cache: how it is laid out, and how fast candidate lists are read, beside what else could be asked for them. */
@NullMarked
package io.mixline.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
