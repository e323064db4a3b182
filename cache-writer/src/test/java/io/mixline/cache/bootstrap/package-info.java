@NullMarked
package io.mixline.cache.bootstrap;

import org.jspecify.annotations.NullMarked;
