/** What tests of the whole path need of the cache's steps; the package is theirs. */
@NullMarked
package io.mixline.cache.topic;

import org.jspecify.annotations.NullMarked;
