import { describeKernels } from './contract.ts';

describeKernels('avx512', 'auto');
