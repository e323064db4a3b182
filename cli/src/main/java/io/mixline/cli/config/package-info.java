/** What the user configures: a YAML file, {@code --set}, and secrets from files and the environment. */
@NullMarked
package io.mixline.cli.config;

import org.jspecify.annotations.NullMarked;
