/** Conditions on listed items: a small language, its syntax tree, and what versions can be asked for. */
@NullMarked
package io.noisystudent.registry.filter;

import org.jspecify.annotations.NullMarked;
