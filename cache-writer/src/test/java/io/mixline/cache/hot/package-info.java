@NullMarked
package io.mixline.cache.hot;

import org.jspecify.annotations.NullMarked;
