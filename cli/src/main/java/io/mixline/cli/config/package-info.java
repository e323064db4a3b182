/** The options that name a configuration: a YAML file, and {@code --set}. */
@NullMarked
package io.mixline.cli.config;

import org.jspecify.annotations.NullMarked;
