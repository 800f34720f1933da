/** Builders of networks: layers into graphs, with preprocessing inside and seeded initial weights. */
@NullMarked
package io.noisystudent.networks.build;

import org.jspecify.annotations.NullMarked;
