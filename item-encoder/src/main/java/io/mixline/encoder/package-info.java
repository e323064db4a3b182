/**
 * Turns an item's text into embedding tokens. Here: what an engine is ({@link io.mixline.encoder.ItemEncoder}) and how
 * it fails. In reading order: {@code bundle}, {@code text}, {@code runtime}, then the engines and {@code pooling}.
 */
@NullMarked
package io.mixline.encoder;

import org.jspecify.annotations.NullMarked;
