/** What the description of a service's interface, its OpenAPI document, says beyond the signatures of its methods. */
@NullMarked
package io.noisystudent.service.description;

import org.jspecify.annotations.NullMarked;
