import { describeKernels } from './contract.ts';

describeKernels('avx2', 'avx2');
