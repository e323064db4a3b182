/**
 * The words of Mixline: values that an item passes through from its change to its embedding tokens. No I/O, no threads.
 */
@NullMarked
package io.mixline.schemas;

import org.jspecify.annotations.NullMarked;
