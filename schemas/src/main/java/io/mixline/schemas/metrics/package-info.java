/**
 * What a metric is called, counts and is labelled with: declared once, printed for {@code docs/metrics.md}.
 */
@NullMarked
package io.mixline.schemas.metrics;

import org.jspecify.annotations.NullMarked;
