// The rows i to t of a product, I8_ROWS at a time and then the rest. `BLOCK(rows)` computes `rows` rows from row i on; it gets a
// literal, so that the compiler unrolls its loops. Included in the body of a function, once for each instruction set.
for (; i + I8_ROWS <= t; i += I8_ROWS) BLOCK(I8_ROWS);
switch (t - i) {
case 1: BLOCK(1); break;
case 2: BLOCK(2); break;
case 3: BLOCK(3); break;
#if I8_ROWS == 12
case 4: BLOCK(4); break;
case 5: BLOCK(5); break;
case 6: BLOCK(6); break;
case 7: BLOCK(7); break;
case 8: BLOCK(8); break;
case 9: BLOCK(9); break;
case 10: BLOCK(10); break;
case 11: BLOCK(11); break;
#elif I8_ROWS != 4
#error "the rest has more rows than there are cases"
#endif
default: break;
}
#undef BLOCK
