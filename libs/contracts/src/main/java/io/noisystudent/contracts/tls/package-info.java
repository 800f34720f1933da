/** Which certificates clients trust. */
@NullMarked
package io.noisystudent.contracts.tls;

import org.jspecify.annotations.NullMarked;
