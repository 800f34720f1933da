/** What follows from the registry's objects taken together: lineage, comparisons, explanations, model cards. */
@NullMarked
package io.noisystudent.registry.report;

import org.jspecify.annotations.NullMarked;
