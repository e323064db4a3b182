/** Files and directories that are there after a crash as they were before it. */
@NullMarked
package io.mixline.cache.files;

import org.jspecify.annotations.NullMarked;
