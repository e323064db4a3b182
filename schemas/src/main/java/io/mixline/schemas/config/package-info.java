/**
 * Settings: declared once with type, default and effect, checked all at once, printed for logs and documents.
 */
@NullMarked
package io.mixline.schemas.config;

import org.jspecify.annotations.NullMarked;
