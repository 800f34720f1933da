/** The public contract of inbound samples: content types, labels, splits. */
@NullMarked
package io.noisystudent.contracts.sample;

import org.jspecify.annotations.NullMarked;
