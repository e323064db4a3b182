/** The last step of the path: only the newest order of an item goes out. */
@NullMarked
package io.mixline.jobs.fence;

import org.jspecify.annotations.NullMarked;
