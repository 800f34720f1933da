/** Holds what is shipped against its bills of materials and against known vulnerabilities. */
package io.noisystudent.supplychain;
