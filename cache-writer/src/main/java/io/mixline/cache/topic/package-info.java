/** From the embeddings topics into the cache: read, apply, and know how far behind the topics the cache is. */
@NullMarked
package io.mixline.cache.topic;

import org.jspecify.annotations.NullMarked;
