/** What the user sees: headings, progress, tables. No log lines. */
@NullMarked
package io.mixline.cli.terminal;

import org.jspecify.annotations.NullMarked;
