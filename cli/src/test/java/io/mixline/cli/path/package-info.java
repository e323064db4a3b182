/** The whole path in memory: real gates, a real fence and a real cache over topics that are lists. */
@NullMarked
package io.mixline.cli.path;

import org.jspecify.annotations.NullMarked;
