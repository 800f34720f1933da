/** Aliases as hash chains of slots. */
@NullMarked
package io.noisystudent.registry.aliases;

import org.jspecify.annotations.NullMarked;
