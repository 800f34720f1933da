/** What the registry says over REST, and its client. */
@NullMarked
package io.noisystudent.contracts.registry;

import org.jspecify.annotations.NullMarked;
