/** The whole system in one JVM: the one place, beside the jobs, that sees Flink. */
@NullMarked
package io.mixline.cli.embedded;

import org.jspecify.annotations.NullMarked;
