/**
 * Settings: declared once with type, default and effect, read from a YAML file and the secrets that it refers to, checked
 * all at once, printed for logs and documents.
 */
@NullMarked
package io.mixline.schemas.config;

import org.jspecify.annotations.NullMarked;
