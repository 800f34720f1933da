/** Specialists of confusable classes beside a generalist (Hinton, Vinyals, Dean 2015, section 5). */
@NullMarked
package io.noisystudent.learning.specialist;

import org.jspecify.annotations.NullMarked;
