/** One network from several: ensembles. */
@NullMarked
package io.noisystudent.networks.combine;

import org.jspecify.annotations.NullMarked;
