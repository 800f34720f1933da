/** What a graph must be to be trained, served and compared here: allowed operators, served signature. */
@NullMarked
package io.noisystudent.networks.validation;

import org.jspecify.annotations.NullMarked;
