/** What the registry says over REST. */
@NullMarked
package io.noisystudent.contracts.registry;

import org.jspecify.annotations.NullMarked;
