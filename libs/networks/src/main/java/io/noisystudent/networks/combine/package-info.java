/** One network from several: ensembles, and a generalist with its specialists. */
@NullMarked
package io.noisystudent.networks.combine;

import org.jspecify.annotations.NullMarked;
