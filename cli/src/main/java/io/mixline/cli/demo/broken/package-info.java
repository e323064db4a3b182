/** Mechanisms broken on purpose, to show that the promise checks notice. Never used but by {@code mixline demo --break}. */
@NullMarked
package io.mixline.cli.demo.broken;

import org.jspecify.annotations.NullMarked;
