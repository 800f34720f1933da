/** Who may do what: rights, and the tokens and keys that give them. */
@NullMarked
package io.noisystudent.service.access;

import org.jspecify.annotations.NullMarked;
