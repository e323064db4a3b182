/** A cache host: one process, its cache directory, its topics, its reader and its HTTP endpoint. */
@NullMarked
package io.mixline.cache.host;

import org.jspecify.annotations.NullMarked;
