/** Versions and the evidence about them. */
@NullMarked
package io.noisystudent.registry.catalog;

import org.jspecify.annotations.NullMarked;
