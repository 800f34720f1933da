/** What several rounds of a measurement come to. */
@NullMarked
package io.noisystudent.bench.statistics;

import org.jspecify.annotations.NullMarked;
