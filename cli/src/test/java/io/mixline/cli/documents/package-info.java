/** The documents that are printed from the code, and the check that they are current. */
@NullMarked
package io.mixline.cli.documents;

import org.jspecify.annotations.NullMarked;
