/** A registry to test against, and its tests. */
@NullMarked
package io.mixline.registry;

import org.jspecify.annotations.NullMarked;
