/** What a ranker links to read a candidate list's embedding tokens in one call. */
@NullMarked
package io.mixline.client;

import org.jspecify.annotations.NullMarked;
