@NullMarked
package io.mixline.cache;

import org.jspecify.annotations.NullMarked;
