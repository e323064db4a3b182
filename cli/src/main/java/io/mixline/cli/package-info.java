/** The command line: wires all modules, and runs the whole embedded in one JVM. */
@NullMarked
package io.mixline.cli;

import org.jspecify.annotations.NullMarked;
