/** Keys for machines without an identity provider. */
@NullMarked
package io.noisystudent.contracts.access;

import org.jspecify.annotations.NullMarked;
