/** The step between gate and fence: item texts become embedding tokens, in the order in which they came. */
@NullMarked
package io.mixline.jobs.encode;

import org.jspecify.annotations.NullMarked;
