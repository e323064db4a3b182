/**
 * Checks Mixline's promises from outside: what was published is remembered in a plain map, topics are read with a plain
 * consumer, the cache through its reader. Shares no rule with what it checks.
 */
@NullMarked
package io.mixline.cli.demo.promise;

import org.jspecify.annotations.NullMarked;
