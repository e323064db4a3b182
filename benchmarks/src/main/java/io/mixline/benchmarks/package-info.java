/** JMH benchmarks of what the design claims, each beside its rivals. */
@NullMarked
package io.mixline.benchmarks;

import org.jspecify.annotations.NullMarked;
