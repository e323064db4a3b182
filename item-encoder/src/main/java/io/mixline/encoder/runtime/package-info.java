/** The one encoder of a JVM: two lanes, three overlapped stages, bounded. */
@NullMarked
package io.mixline.encoder.runtime;

import org.jspecify.annotations.NullMarked;
